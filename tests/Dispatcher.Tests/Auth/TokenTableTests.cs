using System.Text;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Postrider.Dispatcher.Auth;

namespace Postrider.Dispatcher.Tests.Auth;

public sealed class TokenTableTests
{
    private const string QstashDefault = "eyJVc2VySUQiOiJkZWZhdWx0VXNlciIsIlBhc3N3b3JkIjoiZGVmYXVsdFBhc3N3b3JkIn0=";

    [Fact]
    public void A_token_names_its_namespace()
    {
        var (payments, plain) = (Token("""{"UserID":"Payments","Password":"p"}"""), "plain-secret");
        var table = Table("Production", payments, plain);
        Assert.Equal("payments", table.Find(payments)!.Namespace);
        Assert.Equal("default", table.Find(plain)!.Namespace);
    }

    [Fact]
    public void A_token_names_its_namespace_in_either_alphabet_and_unfilled()
    {
        var token = Token("""{"UserID":"acme","Password":"<??>?~~~xy"}""");
        Assert.EndsWith("=", token, StringComparison.Ordinal);
        Assert.Contains("+", token, StringComparison.Ordinal);
        Assert.All([token, token.TrimEnd('='), token.Replace('/', '_').Replace('+', '-').TrimEnd('=')], form => Assert.Equal("acme", TokenTable.NamespaceOf(form)));
    }

    [Theory]
    [InlineData("""{"UserID":"defaultUser","Password":"p"}""")]
    [InlineData("""{"Password":"p"}""")]
    [InlineData("""{"UserID":null}""")]
    [InlineData("""{"UserID":7}""")]
    [InlineData("[]")]
    [InlineData("not json")]
    public void A_token_that_names_none_speaks_for_default(string json) => Assert.Equal("default", TokenTable.NamespaceOf(Token(json)));

    [Fact]
    public void What_is_not_configured_is_not_accepted()
    {
        var table = Table("Production", "secret");
        Assert.NotNull(table.Find("secret"));
        Assert.All(["", "Secret", "secret ", "other", QstashDefault], token => Assert.Null(table.Find(token)));
    }

    [Fact]
    public void The_well_known_users_are_accepted_in_development_only()
    {
        Assert.Equal("default", Table("Development").Find(QstashDefault)!.Namespace);
        Assert.Equal("testuser1", Table("Development").Find(Token("""{"UserID":"testUser1","Password":"testPassword"}"""))!.Namespace);
        Assert.Null(Table("Production").Find(QstashDefault));
        Assert.Null(Table("Staging").Find(QstashDefault));
    }

    [Fact]
    public void A_token_given_twice_is_accepted() => Assert.Equal("default", Table("Production", "secret", "secret").Find("secret")!.Namespace);

    [Fact]
    public void A_token_of_the_second_list_may_only_read()
    {
        var table = new TokenTable(Options.Create(new AuthOptions { Tokens = ["secret"], ReadOnlyTokens = ["reader"] }), new HostingEnvironment { EnvironmentName = "Production" });
        Assert.Equal(new TokenGrant("default", ReadOnly: false), table.Find("secret"));
        Assert.Equal(new TokenGrant("default", ReadOnly: true), table.Find("reader"));
    }

    private static string Token(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json));

    private static TokenTable Table(string environment, params string[] tokens) =>
        new(Options.Create(new AuthOptions { Tokens = tokens }), new HostingEnvironment { EnvironmentName = environment });
}
