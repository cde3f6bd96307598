namespace Postrider.Bench.Runs;

/// <summary>A way to publish through a system, which is a row of the table; the key is its name in the results.</summary>
internal sealed record Mode(string Key, string Name, int Batch)
{
    public static readonly Mode Limit = new("limit", "limit", 1);
    public static readonly Mode Postrider = new("postrider", "Postrider, one by one", 1);
    public static readonly Mode PostriderBatch = new("postriderBatch", "Postrider, batches of 100", 100);
    public static readonly Mode BullMqSingle = new("bullmqSingle", "BullMQ, add", 1);
    public static readonly Mode BullMqBatch = new("bullmq", "BullMQ, addBulk of 100", 100);
    public static readonly Mode Hangfire = new("hangfire", "Hangfire.Redis", 1);

    /// <summary>Enough senders to keep two cores busy; batches need fewer.</summary>
    public int Connections => Batch > 1 ? 16 : 64;
}
