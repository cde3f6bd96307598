using Postrider.Dispatcher.Auth.Access;

namespace Postrider.Dispatcher.Auth.InCluster;

/// <summary>What users may do, as RBAC has it. With <paramref name="namespaces"/>, only those are asked about: elsewhere nothing is allowed.</summary>
internal sealed class AccessReviews(IApiServer api, IReadOnlyList<string> namespaces, TimeProvider time)
{
    private static readonly object Allowed = new();
    private static readonly object Denied = new();
    private readonly AnswerCache<Question, object> answers = new(CacheTimes.Capacity, time);

    /// <summary>Null when it is not known, because the API server cannot be asked.</summary>
    public async ValueTask<bool?> IsAllowedAsync(KubernetesUser user, AccessRequest request)
    {
        if (namespaces.Count > 0 && !namespaces.Contains(request.Namespace))
        {
            return false;
        }

        var answer = await IsAllowedAsync(user, request.Right, request).ConfigureAwait(false);
        return answer == true || request.Or is null ? answer : await IsAllowedAsync(user, request.Or, request).ConfigureAwait(false) switch
        {
            true => true,
            var other => answer is null || other is null ? null : false,
        };
    }

    private async ValueTask<bool?> IsAllowedAsync(KubernetesUser user, Right right, AccessRequest request)
    {
        var question = new Question(user.Name, user.Uid, string.Join('\n', user.Groups), right, request.Name, request.Namespace);
        var answer = await answers.GetAsync(question, async () =>
            await api.ReviewAccessAsync(user, right, request.Name, request.Namespace).ConfigureAwait(false) is { } status
                ? new(status.Allowed && status.Denied != true ? Allowed : Denied, CacheTimes.Fresh, CacheTimes.Usable)
                : null).ConfigureAwait(false);
        return answer is null ? null : answer == Allowed;
    }

    private sealed record Question(string User, string? Uid, string Groups, Right Right, string? Name, string Namespace);
}
