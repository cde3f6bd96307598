namespace Postrider.Core.Store;

/// <summary>What one script call takes of a request's messages: of one partition, and not too many, for nothing else in Redis can interrupt it.</summary>
internal sealed class RequestPiece
{
    private const int MaxItems = 256;
    private const int MaxBytes = 1024 * 1024;
    private readonly List<NewMessage> messages = [];
    private readonly List<int> positions = [];
    private long bytes;

    private RequestPiece(bool goesOn) => GoesOn = goesOn;

    public IReadOnlyList<NewMessage> Messages => messages;

    /// <summary>Where each message stands in the request.</summary>
    public IReadOnlyList<int> Positions => positions;

    /// <summary>It follows another piece of the same partition.</summary>
    public bool GoesOn { get; }

    /// <summary>Pieces in order; a single message may exceed the bytes of one.</summary>
    public static IReadOnlyList<RequestPiece> Split(IReadOnlyList<NewMessage> messages)
    {
        var pieces = new List<RequestPiece>();
        var open = new Dictionary<int, RequestPiece>();
        for (var position = 0; position < messages.Count; position++)
        {
            var partition = messages[position].Message.Id.Partition;
            var piece = open.GetValueOrDefault(partition);
            if (piece is null || !piece.TryAdd(messages[position], position))
            {
                open[partition] = piece = new RequestPiece(goesOn: piece is not null);
                piece.TryAdd(messages[position], position);
                pieces.Add(piece);
            }
        }

        return pieces;
    }

    private bool TryAdd(NewMessage message, int position)
    {
        bytes += message.Message.Body.Length;
        if (messages.Count > 0 && (messages.Count == MaxItems || bytes > MaxBytes))
        {
            return false;
        }

        messages.Add(message);
        positions.Add(position);
        return true;
    }
}
