using System.Collections.Concurrent;
using Postrider.Core.Model;

namespace Postrider.Operator.Runtime;

/// <summary>Names that must each be worked on once more.</summary>
internal sealed class Pass
{
    private readonly ConcurrentDictionary<ResourceName, bool> pending;
    private readonly TaskCompletionSource completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Pass(IEnumerable<ResourceName> names)
    {
        pending = new(names.Select(name => KeyValuePair.Create(name, true)));
        CompleteIfEmpty();
    }

    public Task Completed => completed.Task;

    public void Settle(ResourceName name)
    {
        pending.TryRemove(name, out _);
        CompleteIfEmpty();
    }

    private void CompleteIfEmpty()
    {
        if (pending.IsEmpty)
        {
            completed.TrySetResult();
        }
    }
}
