namespace Postrider.Operator.Runtime;

/// <summary>What became of a resource: the reason and the message of its Ready condition.</summary>
internal sealed record Verdict(string Reason, string Message)
{
    /// <summary>The status of the condition: Accepted, Suspended and NoSubscribers are fine; every other reason but one is a refusal.</summary>
    public string Ready => Reason switch
    {
        Reasons.Accepted or Reasons.Suspended or Reasons.NoSubscribers => "True",
        Reasons.Unavailable => "Unknown",
        _ => "False",
    };

    /// <summary>Whether what is wrong may go away without a change of the resource: something else has to appear, or to be reached.</summary>
    public bool MayHeal => Reason is Reasons.EndpointNotFound or Reasons.TopicNotFound or Reasons.SecretNotFound or Reasons.SecretKeyNotFound
        or Reasons.ConfigMapNotFound or Reasons.ConfigMapKeyNotFound or Reasons.Unavailable;
}
