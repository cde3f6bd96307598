using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Postrider.Core.Settings;

namespace Postrider.Cluster;

/// <summary>Reads <c>Kubernetes:Namespaces</c>: a list, or one text with commas.</summary>
public static partial class NamespaceSetting
{
    private const string Key = "Kubernetes:Namespaces";

    /// <exception cref="SettingException">One of them cannot be the name of a namespace.</exception>
    public static IReadOnlyList<string> Read(IConfiguration configuration)
    {
        var items = configuration.GetSection(Key).GetChildren().Select(child => child.Value ?? "");
        var text = configuration[Key]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var all = text.Concat(items).Distinct(StringComparer.Ordinal).ToList();
        return all.Find(name => !Name().IsMatch(name)) is { } wrong
            ? throw new SettingException($"{Key} holds '{wrong}', which cannot be the name of a namespace.")
            : all;
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z")]
    private static partial Regex Name();
}
