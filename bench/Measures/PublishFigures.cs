namespace Postrider.Bench.Measures;

/// <summary>What publishing came to; CPU in microseconds per message.</summary>
internal sealed record PublishFigures(double PerSecond, double SystemCpu, double RedisCpu, double BytesBeyondBody);
