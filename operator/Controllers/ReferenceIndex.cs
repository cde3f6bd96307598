namespace Postrider.Operator.Controllers;

/// <summary>Who refers to what, whether it exists or not: so that what appears makes its referrers be looked at again.</summary>
internal sealed class ReferenceIndex
{
    private readonly Lock gate = new();
    private readonly Dictionary<Referrer, HashSet<Reference>> references = [];
    private readonly Dictionary<Reference, HashSet<Referrer>> referrers = [];

    /// <summary>Replaces what <paramref name="referrer"/> refers to. Comes before the look-ups: what appears in between is then not missed.</summary>
    public void Set(Referrer referrer, IEnumerable<Reference> targets)
    {
        lock (gate)
        {
            Clear(referrer);
            var mine = targets.ToHashSet();
            if (mine.Count == 0)
            {
                return;
            }

            references[referrer] = mine;
            foreach (var target in mine)
            {
                if (!referrers.TryGetValue(target, out var those))
                {
                    referrers[target] = those = [];
                }

                those.Add(referrer);
            }
        }
    }

    public void Forget(Referrer referrer)
    {
        lock (gate)
        {
            Clear(referrer);
        }
    }

    public IReadOnlyList<Referrer> ReferrersOf(Reference target)
    {
        lock (gate)
        {
            return referrers.TryGetValue(target, out var those) ? [.. those] : [];
        }
    }

    private void Clear(Referrer referrer)
    {
        if (!references.Remove(referrer, out var before))
        {
            return;
        }

        foreach (var target in before)
        {
            referrers[target].Remove(referrer);
            if (referrers[target].Count == 0)
            {
                referrers.Remove(target);
            }
        }
    }
}
