namespace Postrider.Operator.Runtime;

/// <summary>What most objects of Kubernetes may be called: a DNS subdomain (RFC 1123).</summary>
internal static class ObjectName
{
    public const string Pattern = @"(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
}
