namespace Postrider.TestKit.Compatibility;

/// <summary>The test shows these items of the protocol's checklist, by number; <c>docs/qstash-compatibility.md</c> is written from it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProtocolItemAttribute(params int[] items) : Attribute
{
    public IReadOnlyList<int> Items => items;
}
