using Postrider.Core.Registry;
using Postrider.Core.Store;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Api;

/// <summary>Finds dead letters that a filter asks for, piece by piece, looking at no more of them than one request may cost.</summary>
internal static class DeadLetterSearch
{
    private const int PieceSize = 50;
    private const int MostSeen = 2000;

    /// <summary>One page, and the cursor to go on with; a page may be short and still have one.</summary>
    public static async Task<(IReadOnlyList<DeadLetter> Found, string? Cursor)> FindAsync(
        DeadLetterStore letters, RegistrySnapshot registry, string ns, DeadLetterFilter filter)
    {
        if (filter.DlqIds is { } ids)
        {
            return (await FindAsync(letters, ns, ids).ConfigureAwait(false), null);
        }

        var found = new List<DeadLetter>();
        var cursor = filter.Cursor;
        for (var seen = 0; seen < MostSeen; seen += PieceSize)
        {
            var piece = await letters.ListAsync(ns, cursor, PieceSize, filter.Range).ConfigureAwait(false);
            foreach (var letter in piece)
            {
                if (!filter.Matches(letter, MessageFactory.ShownUrl(letter.Message, registry)))
                {
                    continue;
                }

                if (found.Count == filter.Count)
                {
                    return (found, found[^1].DlqId);
                }

                found.Add(letter);
            }

            if (piece.Count < PieceSize)
            {
                return (found, null);
            }

            cursor = piece[^1].DlqId;
        }

        return (found, cursor);
    }

    private static async Task<IReadOnlyList<DeadLetter>> FindAsync(DeadLetterStore letters, string ns, IReadOnlyList<string> ids)
    {
        var found = new List<DeadLetter>(ids.Count);
        foreach (var id in ids)
        {
            if (await letters.GetAsync(ns, id).ConfigureAwait(false) is { } letter)
            {
                found.Add(letter);
            }
        }

        return found;
    }
}
