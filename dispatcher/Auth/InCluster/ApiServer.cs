using System.Net;
using System.Security.Authentication;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Postrider.Dispatcher.Auth.Access;

namespace Postrider.Dispatcher.Auth.InCluster;

/// <summary>The two questions that the gateway puts to the Kubernetes API, each once and within a time; null = it could not be asked.</summary>
internal sealed partial class ApiServer(Func<IKubernetes> connect, TimeProvider time, ILogger<ApiServer> logger) : IApiServer, IDisposable
{
    private const int MostAtOnce = 32; // whoever sends rubbish must not drown the API server in questions
    private const string Version = "v1alpha1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Lazy<IKubernetes> client = new(connect);
    private readonly SemaphoreSlim places = new(MostAtOnce);
    private bool isFailing;

    public Task<V1TokenReviewStatus?> ReviewTokenAsync(string token, string audience) => AskAsync(async cancel =>
    {
        var review = new V1TokenReview { Spec = new() { Token = token, Audiences = [audience] } };
        return (await client.Value.AuthenticationV1.CreateTokenReviewAsync(review, cancellationToken: cancel).ConfigureAwait(false)).Status;
    });

    public Task<V1SubjectAccessReviewStatus?> ReviewAccessAsync(KubernetesUser user, Right right, string? name, string ns) => AskAsync(async cancel =>
    {
        var review = new V1LocalSubjectAccessReview
        {
            Metadata = new() { NamespaceProperty = ns },
            Spec = new()
            {
                User = user.Name,
                Uid = user.Uid,
                Groups = [.. user.Groups],
                ResourceAttributes = new() { Group = Right.Group, Version = Version, Resource = right.Resource, Verb = right.Verb, Name = name, NamespaceProperty = ns },
            },
        };
        return (await client.Value.AuthorizationV1.CreateNamespacedLocalSubjectAccessReviewAsync(review, ns, cancellationToken: cancel).ConfigureAwait(false)).Status;
    });

    public void Dispose()
    {
        places.Dispose();
        if (client.IsValueCreated)
        {
            client.Value.Dispose();
        }
    }

    private async Task<T?> AskAsync<T>(Func<CancellationToken, Task<T>> ask)
        where T : class
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await places.WaitAsync(patience.Token).ConfigureAwait(false);
            try
            {
                var answer = await ask(patience.Token).ConfigureAwait(false);
                Note(failure: null);
                return answer;
            }
            finally
            {
                places.Release();
            }
        }
        catch (Exception exception) when (exception is HttpOperationException or HttpRequestException or OperationCanceledException or IOException or AuthenticationException)
        {
            Note(exception);
            return null;
        }
    }

    // Said once, not for every request of an outage.
    private void Note(Exception? failure)
    {
        if (failure is null == !isFailing)
        {
            return;
        }

        isFailing = failure is not null;
        if (failure is HttpOperationException { Response.StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } refused)
        {
            Refused(refused.Response.Content);
        }
        else if (failure is not null)
        {
            Failed(failure.Message);
        }
        else
        {
            Answers();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The Kubernetes API refuses the gateway's own account: it needs create on tokenreviews and localsubjectaccessreviews. Callers whom it cannot check get 503: {Answer}")]
    private partial void Refused(string answer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Kubernetes API cannot be asked: callers that are known go on for a while, others get 503: {Reason}")]
    private partial void Failed(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The Kubernetes API answers again.")]
    private partial void Answers();
}
