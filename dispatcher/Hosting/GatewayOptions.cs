using System.ComponentModel.DataAnnotations;

namespace Postrider.Dispatcher.Hosting;

/// <summary>What the gateway takes in, and how it ends (<c>Gateway:*</c>).</summary>
public sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>How long a gateway that is asked to stop goes on serving, for those who do not know yet that it is no longer to be called.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan StopDelay { get; set; } = TimeSpan.Zero;

    /// <summary>Most bytes of request bodies and pages of dead letters at once, beyond which further ones wait for a moment and get 503; 0 = an eighth of the memory that the process may use.</summary>
    [Range(0, 1L << 40)]
    public long MaxBodyBytes { get; set; }
}
