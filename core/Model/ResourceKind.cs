namespace Postrider.Core.Model;

/// <summary>The three kinds of declared objects.</summary>
public enum ResourceKind
{
    Endpoint,
    Topic,
    Schedule,
}
