using System.Globalization;

namespace Postrider.Bench;

/// <summary>What a publishing process is asked to send; travels to it as command-line arguments.</summary>
internal sealed record PublishPlan
{
    /// <summary>Where to publish: a gateway's URL, or a Redis address.</summary>
    public string Target { get; init; } = "";

    /// <summary>Where the messages are to be delivered.</summary>
    public string Destination { get; init; } = "";

    /// <summary>Messages that are measured.</summary>
    public int Count { get; init; }

    /// <summary>Messages sent before those, not measured.</summary>
    public int Warm { get; init; }

    public int Batch { get; init; } = 1;
    public int Connections { get; init; } = 64;
    public int BodyBytes { get; init; } = 1024;

    /// <summary>Messages a second; 0 is as fast as it goes.</summary>
    public int Rate { get; init; }

    public int DelayMs { get; init; }

    public int Total => Warm + Count;

    /// <summary>How many come before that many measured ones: a process that has just started compiles for some seconds, and takes the CPU of the others for it.</summary>
    public static int WarmBefore(int count) => count * 2 / 3;

    public IEnumerable<string> ToArguments() =>
    [
        "--target", Target, "--destination", Destination, "--count", Text(Count), "--warm", Text(Warm),
        "--batch", Text(Batch), "--connections", Text(Connections), "--body", Text(BodyBytes),
        "--rate", Text(Rate), "--delay", Text(DelayMs),
    ];

    public static PublishPlan Parse(string[] args)
    {
        var values = args.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        int Number(string name) => int.Parse(values[name], CultureInfo.InvariantCulture);
        return new PublishPlan
        {
            Target = values["--target"],
            Destination = values["--destination"],
            Count = Number("--count"),
            Warm = Number("--warm"),
            Batch = Number("--batch"),
            Connections = Number("--connections"),
            BodyBytes = Number("--body"),
            Rate = Number("--rate"),
            DelayMs = Number("--delay"),
        };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
