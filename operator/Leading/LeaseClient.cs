using System.Net;
using System.Text.Json.Nodes;
using Postrider.Core.Model;
using Postrider.Operator.Runtime;

namespace Postrider.Operator.Leading;

/// <summary>Reads and writes one Lease. Each write holds for the state that was read, so of two at once one finds that it lost.</summary>
internal sealed class LeaseClient(KubernetesApi api, ResourceName name, LeaderOptions options)
{
    private static readonly ApiResource Leases = new("/apis/coordination.k8s.io/v1", "leases");

    public ResourceName Name => name;

    /// <summary>The Lease as it is; null when there is none.</summary>
    public async Task<LeaseRecord?> FindAsync(CancellationToken cancel) =>
        await WithinAsync(limit => api.FindAsync(Leases.ObjectPath(name), limit), cancel) is { } item ? LeaseRecord.Read(item) : null;

    /// <summary>Writes it; null when it was changed, made or removed by somebody meanwhile.</summary>
    public async Task<LeaseRecord?> WriteAsync(JsonObject item, CancellationToken cancel)
    {
        try
        {
            return LeaseRecord.Read(await WithinAsync(
                limit => RawMetadata.Text(item, "resourceVersion") is null
                    ? api.PostAsync(Leases.CollectionPath(name.Namespace), item, limit)
                    : api.PutAsync(Leases.ObjectPath(name), item, limit),
                cancel));
        }
        catch (KubernetesApiException exception) when (exception.Status == HttpStatusCode.Conflict || exception.IsConfirmedMissing)
        {
            return null;
        }
    }

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(options.Call);
        try
        {
            return await call(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"the API server gave no answer within {options.Call.TotalSeconds:0.#} s");
        }
    }
}
