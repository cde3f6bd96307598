namespace Postrider.TestKit.Monitoring;

/// <summary>A metric as a program exports it, or a page says that it does.</summary>
public sealed record Metric(string Name, string Type, string Labels, string Meaning);
