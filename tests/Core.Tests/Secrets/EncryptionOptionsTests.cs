using Postrider.Core.Secrets;

namespace Postrider.Core.Tests.Secrets;

public sealed class EncryptionOptionsTests
{
    private static readonly string Key = Convert.ToBase64String(new byte[32]);

    [Fact]
    public void No_key_one_key_and_a_named_one_are_fine()
    {
        Assert.Null(ErrorsOf(new()));
        Assert.Null(ErrorsOf(new() { Keys = { ["one"] = Key } }));
        Assert.Null(ErrorsOf(new() { Keys = { ["one"] = Key, ["two"] = Key }, CurrentKeyId = "two" }));
        Assert.Null(ErrorsOf(new() { Keys = { ["development"] = EncryptionOptions.DevelopmentKey } }));
    }

    [Fact]
    public void Every_wrong_setting_is_named_at_once()
    {
        var errors = ErrorsOf(new() { Keys = { ["short"] = "AAAA", ["odd"] = "?" } });
        Assert.Equal(
            ["Encryption:Keys:odd must be 32 bytes in base64.", "Encryption:Keys:short must be 32 bytes in base64."], errors!.Where(error => error.Contains(":Keys:", StringComparison.Ordinal)).Order());
        Assert.Contains(errors!, error => error.StartsWith("Encryption:CurrentKeyId must name one", StringComparison.Ordinal));
    }

    [Fact]
    public void A_current_key_that_is_not_there_is_named() =>
        Assert.Contains("Encryption:CurrentKeyId is 'two'", Assert.Single(ErrorsOf(new() { Keys = { ["one"] = Key }, CurrentKeyId = "two" })!), StringComparison.Ordinal);

    private static IEnumerable<string>? ErrorsOf(EncryptionOptions options) => new EncryptionOptionsValidator().Validate(null, options).Failures;
}
