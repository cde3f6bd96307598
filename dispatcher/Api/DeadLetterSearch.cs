using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Api;

/// <summary>Finds dead letters that a filter asks for, piece by piece, looking at no more of them than one request may cost.</summary>
internal sealed class DeadLetterSearch(DeadLetterStore letters, RegistryReader registry)
{
    private const int PieceSize = 250;
    private const int MostSeen = 25_000;
    private const int ReadAtOnce = 4;

    /// <summary>Bytes of bodies after which a page ends; the last few letters may exceed it.</summary>
    public const int PageBytes = 4 * 1024 * 1024;

    /// <summary>The ids of one page, and the cursor to go on with; a page may be short and still have one.</summary>
    public async Task<(IReadOnlyList<string> Found, string? Cursor)> FindAsync(string ns, DeadLetterFilter filter)
    {
        if (filter.DlqIds is { } ids)
        {
            return ([.. (await letters.GetHeadsAsync(ns, ids).ConfigureAwait(false)).Select(letter => letter.DlqId)], null);
        }

        var (found, last) = filter.IsOfWorkflows ? ([], null) : await WalkAsync(ns, filter).ConfigureAwait(false);
        return (found, last is null ? null : DeadLetterCursor.Write(last, filter, ns));
    }

    /// <summary>The dead letters of one page as they are kept, bodies and all.</summary>
    public async Task<(IReadOnlyList<DeadLetter> Page, string? Cursor)> ReadAsync(string ns, DeadLetterFilter filter)
    {
        var (found, cursor) = await FindAsync(ns, filter).ConfigureAwait(false);
        var page = new List<DeadLetter>(found.Count);
        foreach (var piece in found.Chunk(ReadAtOnce))
        {
            page.AddRange((await Task.WhenAll(piece.Select(dlqId => letters.GetAsync(ns, dlqId))).ConfigureAwait(false)).OfType<DeadLetter>());
            if (filter.DlqIds is null && piece[^1] != found[^1] && page.Sum(BytesOf) > PageBytes)
            {
                return (page, DeadLetterCursor.Write(piece[^1], filter, ns));
            }
        }

        return (page, cursor);
    }

    private async Task<(List<string> Found, string? Last)> WalkAsync(string ns, DeadLetterFilter filter)
    {
        var found = new List<string>();
        var last = filter.Cursor;
        for (var seen = 0; seen < MostSeen; seen += PieceSize)
        {
            var piece = await letters.ListAsync(ns, last, PieceSize, filter.Range).ConfigureAwait(false);
            foreach (var letter in piece.Where(letter => filter.Matches(letter, MessageFactory.ShownUrl(letter.Message, registry.Current))))
            {
                if (found.Count == filter.Count)
                {
                    return (found, found[^1]); // one more matches, so there is more
                }

                found.Add(letter.DlqId);
            }

            if (piece.Count < PieceSize)
            {
                return (found, null);
            }

            last = piece[^1].DlqId;
        }

        return (found, last);
    }

    /// <summary>Of what was sent and what was answered.</summary>
    public static long BytesOf(DeadLetter letter) => letter.Message.Body.Length + (letter.Reason.ResponseBody?.Length ?? 0);
}
