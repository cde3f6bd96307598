using System.Net;
using Microsoft.Extensions.Options;

namespace Postrider.Dispatcher.Network;

/// <summary>Proxies whose <c>X-Forwarded-For</c> is believed (<c>Proxies:Trusted:0</c> and so on).</summary>
public sealed class ProxiesOptions
{
    public const string Section = "Proxies";

    /// <summary>Addresses and networks such as <c>10.0.0.0/8</c>; empty: what a caller says of itself is not believed.</summary>
    public IList<string> Trusted { get; init; } = [];

    /// <summary>The network that an entry names; a single address is a network of one.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (!text.Contains('/', StringComparison.Ordinal) && IPAddress.TryParse(text, out var address))
        {
            network = new(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(text, out network);
    }
}

/// <summary>An entry that cannot be read must not look like one that trusts nobody.</summary>
public sealed class ProxiesOptionsValidator : IValidateOptions<ProxiesOptions>
{
    public ValidateOptionsResult Validate(string? name, ProxiesOptions options)
    {
        var problems = options.Trusted.Index().Where(entry => !ProxiesOptions.TryParse(entry.Item, out _))
            .Select(entry => $"Proxies:Trusted:{entry.Index} is '{entry.Item}'; expected an address, or a network such as 10.0.0.0/8.").ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
