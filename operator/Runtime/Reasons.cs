namespace Postrider.Operator.Runtime;

/// <summary>Every reason of the Ready condition.</summary>
internal static class Reasons
{
    public const string Accepted = "Accepted";
    public const string Suspended = "Suspended";
    public const string NoSubscribers = "NoSubscribers";
    public const string Invalid = "Invalid";
    public const string EndpointNotFound = "EndpointNotFound";
    public const string TopicNotFound = "TopicNotFound";
    public const string SecretNotFound = "SecretNotFound";
    public const string SecretKeyNotFound = "SecretKeyNotFound";
    public const string ConfigMapNotFound = "ConfigMapNotFound";
    public const string ConfigMapKeyNotFound = "ConfigMapKeyNotFound";
    public const string NoEncryptionKey = "NoEncryptionKey";
    public const string NeverFires = "NeverFires";
    public const string UnknownTimeZone = "UnknownTimeZone";
    public const string NameTaken = "NameTaken";
    public const string TooManySubscribers = "TooManySubscribers";

    /// <summary>Something that is needed to tell cannot be read at the moment; Ready is then Unknown.</summary>
    public const string Unavailable = "Unavailable";
}
