using Postrider.Operator.Controllers.Endpoints;
using Postrider.TestKit.Certificates;

namespace Postrider.Operator.Tests.Controllers.Endpoints;

public sealed class CertificateTextTests
{
    private static readonly TestAuthority Authority = TestAuthority.Create();
    private static readonly TestCertificate Client = Authority.IssueClient();

    public static TheoryData<string, string> Wrong => new()
    {
        { "", "holds no certificate" },
        { "certificate", "holds no certificate" },
        { Client.KeyPem, "holds no certificate" },
        { "-----BEGIN CERTIFICATE-----\naHVzaC00NzEx\n-----END CERTIFICATE-----", "no X.509 certificate" },
        { "-----BEGIN TRUSTED CERTIFICATE-----\naHVzaC00NzEx\n-----END TRUSTED CERTIFICATE-----", "holds no certificate" },
        { new string('x', CertificateText.LongestBundle + 1), "longer than 512 KiB" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_no_certificate_is_refused_and_not_repeated(string text, string part)
    {
        var problem = CertificateText.Problem(text, CertificateText.LongestBundle);
        Assert.Contains(part, problem, StringComparison.Ordinal);
        Assert.Contains("expected", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("aHVzaC00NzEx", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_certificates_are_kept_of_a_text()
    {
        var text = $"# our authority\n{Authority.Pem}\n{Client.KeyPem}\n{Client.Pem}\n";
        Assert.Null(CertificateText.Problem(text, CertificateText.LongestBundle));
        Assert.Equal($"{Authority.Pem}\n{Client.Pem}", CertificateText.Normalize(text));
    }

    [Fact]
    public void A_certificate_and_its_key_are_joined()
    {
        var joined = CertificateText.Join($"{Client.Pem}\r\n{Authority.Pem}", $"some words\n{Client.KeyPem}\n");
        Assert.Equal($"{Client.Pem}\n{Authority.Pem}\n{Client.KeyPem}", joined);
    }
}
