namespace Postrider.Bench;

/// <summary>What one run measures, and how much of it.</summary>
internal sealed record BenchOptions
{
    public static readonly string[] Keys = ["limit", "postrider", "postriderBatch", "bullmq", "hangfire"];

    public bool Quick { get; private init; }
    public IReadOnlySet<string> Only { get; private init; } = Keys.ToHashSet();

    public bool Whole => !Quick && Only.Count == Keys.Length;
    public int Messages => Quick ? 15_000 : 50_000;
    public int Rounds => Quick ? 1 : 3; // each row with few waiting is the median of these
    public int BullMqMessages => Messages / 2; // a third as fast, and soon warm
    public int HangfireMessages => Quick ? 900 : 2_000; // an order of magnitude slower than the others
    public int LatenessMessages => Quick ? 1_000 : 4_000;
    public int FewWaiting => Quick ? 1_000 : 10_000;
    public int ManyWaiting => Quick ? 50_000 : 1_000_000;
    public TimeSpan IdleTime => TimeSpan.FromSeconds(Quick ? 3 : 10);

    public bool Wants(string key) => Only.Contains(key) || (key == "bullmqSingle" && Only.Contains("bullmq"));

    public bool WantsPostrider => Wants("postrider") || Wants("postriderBatch");

    /// <summary>Reads the command line, or says what is wrong with it.</summary>
    public static BenchOptions? Parse(string[] args, out string? error)
    {
        error = null;
        var options = new BenchOptions();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "run":
                    break;
                case "--quick":
                    options = options with { Quick = true };
                    break;
                case "--only" when i + 1 < args.Length:
                    options = options with { Only = args[++i].Split(',').ToHashSet() };
                    break;
                default:
                    error = $"unknown argument {args[i]}; known are --quick and --only {string.Join(',', Keys)}";
                    return null;
            }
        }

        if (options.Only.Except(Keys).FirstOrDefault() is { } unknown)
        {
            error = $"--only knows {string.Join(", ", Keys)}, not {unknown}";
            return null;
        }

        return options;
    }
}
