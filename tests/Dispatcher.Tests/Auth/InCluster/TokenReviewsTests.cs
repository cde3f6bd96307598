using k8s.Models;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Postrider.Dispatcher.Auth;
using Postrider.Dispatcher.Auth.InCluster;

namespace Postrider.Dispatcher.Tests.Auth.InCluster;

public sealed class TokenReviewsTests
{
    private static readonly V1TokenReviewStatus No = new() { Authenticated = false, Error = "invalid bearer token" };
    private readonly FakeTimeProvider time = new(new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly FakeApiServer api = new();
    private readonly TokenReviews reviews;

    public TokenReviewsTests() => reviews = new(api, Options.Create(new AuthOptions()), time);

    [Fact]
    public async Task A_token_speaks_for_its_ServiceAccount_and_namespace()
    {
        var accepted = Assert.IsType<TokenVerdict.Accepted>(await ReviewAsync());
        Assert.Equal(("shop", "system:serviceaccount:shop:web", "uid"), (accepted.Namespace, accepted.User.Name, accepted.User.Uid));
        Assert.Equal(["system:serviceaccounts"], accepted.User.Groups);
    }

    [Fact]
    public async Task The_API_server_is_asked_once_a_minute()
    {
        for (var second = 0; second < 120; second++)
        {
            await ReviewAsync();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, api.TokensAsked);
    }

    [Fact]
    public async Task Texts_that_are_no_tokens_are_never_sent()
    {
        Assert.IsType<TokenVerdict.Refused>(await reviews.ReviewAsync("secret"));
        Assert.IsType<TokenVerdict.Refused>(await reviews.ReviewAsync(TestToken.Of(time.GetUtcNow().AddHours(1), audience: "other")));
        Assert.Equal(0, api.TokensAsked);
    }

    [Fact]
    public async Task A_refused_token_is_refused_for_ten_seconds_without_asking_and_displaces_no_accepted_one()
    {
        await ReviewAsync();
        api.Token = No;
        for (var again = 0; again < 100; again++)
        {
            Assert.IsType<TokenVerdict.Refused>(await ReviewAsync("bad"));
        }

        Assert.Equal(2, api.TokensAsked);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.IsType<TokenVerdict.Refused>(await ReviewAsync("bad"));
        Assert.IsType<TokenVerdict.Accepted>(await ReviewAsync());
        Assert.Equal(3, api.TokensAsked);
    }

    [Fact]
    public async Task While_the_API_server_is_away_a_known_token_goes_on_and_another_is_not_refused()
    {
        await ReviewAsync();
        api.IsAway = true;
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.IsType<TokenVerdict.Accepted>(await ReviewAsync());
        Assert.IsType<TokenVerdict.NotKnown>(await ReviewAsync("other"));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<TokenVerdict.NotKnown>(await ReviewAsync());
    }

    [Fact]
    public async Task Nobody_is_known_longer_than_the_token_is_good()
    {
        var token = TestToken.Of(time.GetUtcNow().AddSeconds(30));
        await reviews.ReviewAsync(token);
        time.Advance(TimeSpan.FromSeconds(30));
        api.IsAway = true;
        Assert.IsType<TokenVerdict.NotKnown>(await reviews.ReviewAsync(token));
        (api.IsAway, api.Token) = (false, No);
        Assert.IsType<TokenVerdict.Refused>(await reviews.ReviewAsync(token));
    }

    [Fact]
    public async Task A_token_that_is_refused_later_is_not_accepted_again_in_an_outage()
    {
        await ReviewAsync();
        time.Advance(TimeSpan.FromSeconds(60));
        api.Token = No;
        Assert.IsType<TokenVerdict.Refused>(await ReviewAsync());
        api.IsAway = true;
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.IsType<TokenVerdict.NotKnown>(await ReviewAsync());
    }

    public static TheoryData<V1TokenReviewStatus> NotOurs => new(
        No,
        new V1TokenReviewStatus(),
        new V1TokenReviewStatus { Authenticated = true, Audiences = ["postrider"] },
        new V1TokenReviewStatus { Authenticated = true, User = new() { Username = "system:serviceaccount:shop:web" } },
        FakeApiServer.Accepted("system:serviceaccount:shop:web", "https://kubernetes.default.svc"),
        FakeApiServer.Accepted("admin"),
        FakeApiServer.Accepted("system:node:one"),
        FakeApiServer.Accepted("system:serviceaccount:shop"),
        FakeApiServer.Accepted("system:serviceaccount::web"),
        FakeApiServer.Accepted("system:serviceaccount:shop:web:more"));

    [Theory]
    [MemberData(nameof(NotOurs))]
    public void An_answer_without_our_audience_or_about_somebody_else_opens_nothing(V1TokenReviewStatus status) =>
        Assert.IsType<TokenVerdict.Refused>(TokenReviews.VerdictOf(status, "postrider"));

    private ValueTask<TokenVerdict> ReviewAsync(string id = "1") => reviews.ReviewAsync(TestToken.Of(new DateTimeOffset(2030, 1, 2, 0, 0, 0, TimeSpan.Zero), id: id));
}
