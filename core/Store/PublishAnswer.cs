using Postrider.Core.Model;

namespace Postrider.Core.Store;

/// <summary>What became of a new message.</summary>
public enum PublishCode
{
    /// <summary>Accepted; also when it was stored before under the same id.</summary>
    Stored,

    /// <summary>Acknowledged, not stored: the answer's id names the message accepted before.</summary>
    Duplicate,

    /// <summary>Refused: as many deduplication ids as configured are kept already.</summary>
    TooManyDeduplicationIds,

    /// <summary>Refused: it goes to something declared, and what is declared is still being written.</summary>
    Undeclared,

    /// <summary>Refused: it would make a queue, and as many as allowed exist in its namespace.</summary>
    TooManyQueues,
}

/// <summary>The answer for one new message.</summary>
public readonly record struct PublishAnswer(PublishCode Code, MessageId Id)
{
    /// <summary>Nothing was stored, and nothing was before.</summary>
    public bool IsRefused => Code is PublishCode.TooManyDeduplicationIds or PublishCode.Undeclared or PublishCode.TooManyQueues;
}
