using Postrider.Core.Model;

namespace Postrider.Operator.Events;

/// <summary>What became of a resource, for those who look at its history.</summary>
/// <param name="Identity">Tells the resource from an earlier one of its name.</param>
/// <param name="IsGood">Whether nobody has to do anything.</param>
internal sealed record ResourceEvent(ResourceKind Kind, ResourceName Name, string Identity, bool IsGood, string Reason, string Message, DateTimeOffset Time);
