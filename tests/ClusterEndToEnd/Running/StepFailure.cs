namespace Postrider.ClusterEndToEnd.Running;

/// <summary>Something is not as promised; the message says what.</summary>
internal sealed class StepFailure(string message) : Exception(message);
