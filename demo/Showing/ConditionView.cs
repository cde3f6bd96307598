namespace Postrider.Demo.Showing;

/// <summary>One condition of a resource, as kubectl would show it.</summary>
internal sealed record ConditionView(string Type, string Status, string Reason, string Message)
{
    public override string ToString() =>
        Status == "True" ? $"{Type}: {Reason}" : $"{Type}={Status}: {Reason}, {Message}";
}
