using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Postrider.Demo;

/// <summary>What the command line asks for.</summary>
internal sealed record DemoOptions
{
    private const string Usage =
        "The demo takes --once (end when every kind has arrived), --schedule (with --once: wait for the Schedule too), "
        + "--receiver (nothing but the receiver, for programs that run otherwise), --samples FOLDER (other resources, with the same names) and --ports DISPATCHER,OPERATOR,RECEIVER (8080,8081,9090; with resources that send to that receiver)";

    /// <summary>End by itself: 0 when every kind has arrived, 1 when one has not in time.</summary>
    public bool Once { get; init; }

    /// <summary>With <see cref="Once"/>, wait for the Schedule as well, which takes up to a minute.</summary>
    public bool Schedule { get; init; }

    /// <summary>Only receive and show what arrives, until it is stopped.</summary>
    public bool ReceiverOnly { get; init; }

    /// <summary>The folder of resources; null for that of the checkout.</summary>
    public string? Samples { get; init; }

    public Addresses Addresses { get; init; } = Addresses.Usual;

    public static bool TryParse(string[] args, out DemoOptions options, [NotNullWhen(false)] out string? mistake)
    {
        (options, mistake) = (new DemoOptions(), null);
        var rest = new Queue<string>(args);
        while (mistake is null && rest.TryDequeue(out var name))
        {
            var value = name is "--samples" or "--ports" ? rest.TryDequeue(out var next) ? next : "" : "";
            if (With(options, name, value) is { } more)
            {
                options = more;
            }
            else
            {
                mistake = $"{Usage}, not {$"{name} {value}".TrimEnd()}.";
            }
        }

        mistake ??= (options.Schedule && !options.Once) || (options.ReceiverOnly && options.Once) ? $"{Usage}." : null;
        return mistake is null;
    }

    private static DemoOptions? With(DemoOptions options, string name, string value) => name switch
    {
        "--once" => options with { Once = true },
        "--schedule" => options with { Schedule = true },
        "--receiver" => options with { ReceiverOnly = true },
        "--samples" when Directory.Exists(value) => options with { Samples = Path.GetFullPath(value) },
        "--ports" when Ports(value) is { } ports => options with { Addresses = Addresses.OfPorts(ports) },
        _ => null,
    };

    private static IReadOnlyList<int>? Ports(string text)
    {
        var parts = text.Split(',');
        var ports = parts.Where(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort)
            .Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToList();
        return parts.Length == 3 && ports.Count == 3 ? ports : null;
    }
}
