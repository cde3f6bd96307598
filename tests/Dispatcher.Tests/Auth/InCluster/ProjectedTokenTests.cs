using Postrider.Dispatcher.Auth.InCluster;

namespace Postrider.Dispatcher.Tests.Auth.InCluster;

public sealed class ProjectedTokenTests
{
    private const long Expiry = 1_900_000_000;

    public static TheoryData<string> Others => new(
        "", ".", "..", "...", "a.b.c", "secret", "eyJhbGciOiJSUzI1NiJ9", "Zm9v.YmFy.YmF6", new string('a', 20_000),
        TestToken.Of(TestToken.Header, TestToken.Payload(Expiry, "[\"postrider\"]"), ""),
        TestToken.Of(TestToken.Header, TestToken.Payload(Expiry, "[\"postrider\"]"), "not base64"),
        TestToken.Of(TestToken.Header, TestToken.Payload(Expiry, "[\"postrider\"]")) + ".d",
        TestToken.Of("{}", TestToken.Payload(Expiry, "[\"postrider\"]")),
        TestToken.Of("[]", TestToken.Payload(Expiry, "[\"postrider\"]")),
        TestToken.Of(TestToken.Header, "[]"),
        TestToken.Of(TestToken.Header, "7"),
        TestToken.Of(TestToken.Header, TestToken.Payload(Expiry, "[\"other\"]")),
        TestToken.Of(TestToken.Header, TestToken.Payload(Expiry, "[7, null]")),
        TestToken.Of(TestToken.Header, TestToken.Payload(Expiry, "\"postriders\"")),
        TestToken.Of(TestToken.Header, TestToken.Payload(Expiry, "null")),
        TestToken.Of(TestToken.Header, TestToken.Payload(-1, "\"postrider\"")),
        TestToken.Of(TestToken.Header, """{"aud":"postrider","exp":1900000000,"sub":"admin"}"""),
        TestToken.Of(TestToken.Header, """{"aud":"postrider","exp":1900000000}"""),
        TestToken.Of(TestToken.Header, """{"aud":"postrider","exp":"soon","sub":"system:serviceaccount:shop:web"}"""),
        TestToken.Of(TestToken.Header, """{"aud":"postrider","exp":1e300,"sub":"system:serviceaccount:shop:web"}"""),
        TestToken.Of(TestToken.Header, """{"aud":"postrider","sub":"system:serviceaccount:shop:web"}"""));

    [Theory]
    [MemberData(nameof(Others))]
    public void What_is_no_ServiceAccounts_token_for_us_is_known_without_asking(string text) => Assert.Null(ProjectedToken.Read(text, "postrider"));

    [Theory]
    [InlineData("\"postrider\"")]
    [InlineData("[\"postrider\"]")]
    [InlineData("[\"other\", \"postrider\"]")]
    public void The_expiry_of_one_for_us_is_read(string audiences) =>
        Assert.Equal(Expiry, ProjectedToken.Read(TestToken.Of(TestToken.Header, TestToken.Payload(Expiry, audiences)), "postrider")?.ExpiresAt.ToUnixTimeSeconds());
}
