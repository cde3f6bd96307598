namespace Postrider.Dispatcher.Protocol;

/// <summary>Everything that is wrong with one publish, each under the full name of its header.</summary>
internal sealed class SettingErrors
{
    private const int MaxNameLength = 200; // a name can be as long as a batch
    private const int MostShown = 100;
    private readonly SettingErrors root;
    private readonly string prefix;
    private List<string>? malformed;
    private List<string>? beyondQuota;

    public SettingErrors()
        : this(null, HeaderNames.Prefix)
    {
    }

    private SettingErrors(SettingErrors? root, string prefix)
    {
        this.root = root ?? this;
        this.prefix = prefix;
    }

    /// <summary>One refusal for all; null when nothing is wrong. 412 only when nothing is malformed.</summary>
    public Refusal? Refusal => (malformed, beyondQuota) switch
    {
        (null, null) => null,
        (null, { } quotas) => new(412, Joined(quotas)),
        ({ } errors, var quotas) => new(400, Joined([.. errors, .. quotas ?? []])),
    };

    /// <summary>The same errors for what configures <paramref name="callback"/>, whose headers start with its name.</summary>
    public SettingErrors Under(string callback) => new(root, FullName(callback) + "-");

    public void Add(string name, string what) => Add($"{FullName(name)}: {what}");

    public void Add(string what) => (root.malformed ??= []).Add(what);

    public void AddQuota(string name, string quota, long limit) =>
        (root.beyondQuota ??= []).Add($"{FullName(name)}: quota {quota} exceeded, current limit: {limit}");

    /// <summary>How the request spells a setting.</summary>
    public string FullName(string name)
    {
        var full = name.StartsWith(HeaderNames.Prefix, StringComparison.OrdinalIgnoreCase) ? string.Concat(prefix, name.AsSpan(HeaderNames.Prefix.Length)) : name;
        return Shortened(full);
    }

    /// <summary>A name as an error shows it.</summary>
    public static string Shortened(string name) => name.Length <= MaxNameLength ? name : name[..MaxNameLength] + "…";

    private static string Joined(List<string> errors) => errors.Count <= MostShown
        ? string.Join("; ", errors)
        : $"{string.Join("; ", errors.Take(MostShown))}; and {errors.Count - MostShown} more";
}
