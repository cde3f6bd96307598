namespace Postrider.Bench.Measures;

/// <summary>What delivering came to; CPU in microseconds per message, of the system, of Redis and of the receiver.</summary>
internal sealed record DeliveryFigures(double PerSecond, double SystemCpu, double RedisCpu, double ReceiverCpu);
