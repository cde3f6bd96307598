namespace Postrider.ClusterEndToEnd.Running;

/// <summary>One thing to show: does it, and answers with the figures that a reader wants to see.</summary>
/// <exception cref="StepFailure">It is not as promised.</exception>
internal delegate Task<string> Step(Stage stage, CancellationToken cancel);
