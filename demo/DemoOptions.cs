using System.Diagnostics.CodeAnalysis;

namespace Postrider.Demo;

/// <summary>What the command line asks for.</summary>
internal sealed record DemoOptions
{
    private const string Usage = "The demo takes --once (end when every kind has arrived) and --schedule (with --once: wait for the Schedule too)";

    /// <summary>End by itself: 0 when every kind has arrived, 1 when one has not in time.</summary>
    public bool Once { get; init; }

    /// <summary>With <see cref="Once"/>, wait for the Schedule as well, which takes up to a minute.</summary>
    public bool Schedule { get; init; }

    public static bool TryParse(string[] args, out DemoOptions options, [NotNullWhen(false)] out string? mistake)
    {
        options = new DemoOptions { Once = args.Contains("--once"), Schedule = args.Contains("--schedule") };
        var unknown = args.FirstOrDefault(arg => arg is not ("--once" or "--schedule"));
        mistake = unknown is not null ? $"{Usage}, not {unknown}."
            : options.Schedule && !options.Once ? $"{Usage}."
            : null;
        return mistake is null;
    }
}
