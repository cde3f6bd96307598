using System.ComponentModel.DataAnnotations;

namespace Postrider.Dispatcher.Hosting;

/// <summary>How the gateway ends (<c>Gateway:*</c>).</summary>
public sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>How long a gateway that is asked to stop goes on serving, for those who do not know yet that it is no longer to be called.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan StopDelay { get; set; } = TimeSpan.Zero;
}
