using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using Microsoft.Extensions.Options;

namespace Postrider.Dispatcher.Auth.InCluster;

/// <summary>Whose token it is: a ServiceAccount's, nobody's, or not known because the API server cannot be asked. Only hashes of tokens are kept.</summary>
internal sealed class TokenReviews(IApiServer api, IOptions<AuthOptions> options, TimeProvider time)
{
    private static readonly TokenVerdict Refused = new TokenVerdict.Refused();
    private static readonly TokenVerdict NotKnown = new TokenVerdict.NotKnown();
    private readonly AnswerCache<string, TokenVerdict> accepted = new(CacheTimes.Capacity, time);
    private readonly AnswerCache<string, TokenVerdict> refused = new(CacheTimes.Capacity, time); // apart, so that rubbish displaces nobody

    public async ValueTask<TokenVerdict> ReviewAsync(string text)
    {
        if (ProjectedToken.Read(text, options.Value.Kubernetes.Audience) is not { } token)
        {
            return Refused;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return refused.Find(hash) ?? await accepted.GetAsync(hash, () => AskAsync(text, hash, token)).ConfigureAwait(false) ?? NotKnown;
    }

    private async Task<Timed<TokenVerdict>?> AskAsync(string text, string hash, ProjectedToken token)
    {
        if (await api.ReviewTokenAsync(text, options.Value.Kubernetes.Audience).ConfigureAwait(false) is not { } status)
        {
            return null;
        }

        var verdict = VerdictOf(status, options.Value.Kubernetes.Audience);
        if (verdict is TokenVerdict.Refused)
        {
            refused.Put(hash, new(verdict, CacheTimes.Refused, CacheTimes.Refused));
            return new(verdict, TimeSpan.Zero, TimeSpan.Zero);
        }

        return TimesOf(verdict, token.ExpiresAt - time.GetUtcNow());
    }

    /// <summary>What an answer means: the audience must be in it, for a server that knows no audiences answers without. Pure.</summary>
    internal static TokenVerdict VerdictOf(V1TokenReviewStatus status, string audience)
    {
        if (status.Authenticated != true || status.Audiences?.Contains(audience) != true || status.User?.Username is not { } name)
        {
            return Refused;
        }

        var user = new KubernetesUser(name, status.User.Uid, [.. status.User.Groups ?? []]);
        return user.AccountNamespace is { } ns ? new TokenVerdict.Accepted(user, ns) : Refused;
    }

    // No longer than the token itself, whoever is away.
    private static Timed<TokenVerdict> TimesOf(TokenVerdict verdict, TimeSpan left) => new(verdict, Least(CacheTimes.Fresh, left), Least(CacheTimes.Usable, left));

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
