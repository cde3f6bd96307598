namespace Postrider.Core.Store;

/// <summary>Redis could not be reached in time; nothing was accepted as far as is known, and the caller may repeat.</summary>
public sealed class StoreUnavailableException(Exception inner) : Exception("Redis cannot be reached.", inner);
