namespace Postrider.Dispatcher.Protocol;

/// <summary>Everything that is wrong with one publish, each under the name of its header.</summary>
internal sealed class SettingErrors
{
    private List<string>? malformed;
    private List<string>? beyondQuota;

    /// <summary>One refusal for all; null when nothing is wrong. 412 only when nothing is malformed.</summary>
    public Refusal? Refusal => (malformed, beyondQuota) switch
    {
        (null, null) => null,
        (null, { } quotas) => new(412, string.Join("; ", quotas)),
        ({ } errors, var quotas) => new(400, string.Join("; ", errors.Concat(quotas ?? []))),
    };

    public void Add(string name, string what) => Add($"{name}: {what}");

    public void Add(string what) => (malformed ??= []).Add(what);

    public void AddQuota(string name, string quota, long limit) => (beyondQuota ??= []).Add($"{name}: quota {quota} exceeded, current limit: {limit}");
}
