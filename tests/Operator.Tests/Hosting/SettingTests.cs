using Postrider.TestKit;
using Postrider.TestKit.Operating;
using Postrider.TestKit.Redis;

namespace Postrider.Operator.Tests.Hosting;

/// <summary>A wrong setting stops the program with one sentence that names it.</summary>
public sealed class SettingTests
{
    private const string NoRedis = "127.0.0.1:1";

    [Theory]
    [InlineData("--source", "--source=nope")]
    [InlineData("--path", "--source=directory")]
    [InlineData("--path", "--source=directory", "--path=/no/such/folder")]
    [InlineData("--path", "--source=kubernetes", "--path=/tmp")]
    [InlineData("KUBECONFIG")]
    [InlineData("Redis:Partitions", "--source=directory", "--path=.", "--Redis:Partitions=0")]
    [InlineData("Encryption:Keys:a", "--source=directory", "--path=.", "--Encryption:Keys:a=short")]
    [InlineData("Delivery:ServiceUrl", "--source=directory", "--path=.", "--Delivery:ServiceUrl=nonsense")]
    [InlineData("Delivery:ServiceUrl", "--source=directory", "--path=.", "--Delivery:ServiceUrl=x://y")]
    [InlineData("Delivery:ServiceUrl", "--source=directory", "--path=.", "--Delivery:ServiceUrl={scheme}://{nam}.svc")]
    [InlineData("--urls", "--source=directory", "--path=.", "--urls=nonsense")]
    [InlineData("--urls", "--source=directory", "--path=.", "--urls=http://127.0.0.1:99999")]
    [InlineData("Redis:Configuration", "--source=directory", "--path=.", "--Redis:Configuration=:::,")]
    [InlineData("Redis:Configuration", "--source=directory", "--path=.", "--Redis:Configuration=:6379")]
    [InlineData("Redis:Configuration", "--source=directory", "--path=.", "--Redis:Configuration=redis:70000")]
    [InlineData("Redis:Configuration", "--source=directory", "--path=.", "--Redis:Tls:CertificateAuthority=/no/such/file")]
    [InlineData("Redis:Tls", "--source=directory", "--path=.", "--Redis:Configuration=redis:6379,ssl=true", "--Redis:Tls:CertificateAuthority=/no/such/file")]
    [InlineData("Redis:Tls", "--source=directory", "--path=.", "--Redis:Configuration=redis:6379,ssl=true", "--Redis:Tls:CertificateAuthority=/etc/hostname")]
    [InlineData("Redis:Tls:Key", "--source=directory", "--path=.", "--Redis:Configuration=redis:6379,ssl=true", "--Redis:Tls:Certificate=/etc/hostname")]
    [InlineData("Redis:Partitions", "--source=directory", "--path=.", "--Redis:Partitions=0", "--Encryption:Keys:a=short")]
    [InlineData("Logging:LogLevel:Default is 'Loud'", "--source=directory", "--path=.", "--Logging:LogLevel:Default=Loud")]
    [InlineData("Encryption:Keys is several settings", "--source=directory", "--path=.", "--Encryption:Keys=secret")]
    public async Task It_is_named(string key, params string[] settings)
    {
        await using var program = OperatorProgram.Start(NoRedis, settings, new Dictionary<string, string> { ["KUBECONFIG"] = "" });
        await EndsNamingAsync(program, key);
    }

    [Fact]
    public async Task A_misspelt_one_is_told()
    {
        await using var program = OperatorProgram.Start(NoRedis, ["--source=directory", "--path=.", "--Redis:Partitons=9", "--Encryption:Keys:a=cG9zdHJpZGVyLWRldmVsb3BtZW50LWtleS0zMi1ieXQ="], new Dictionary<string, string> { ["KUBECONFIG"] = "" });
        await Eventually.IsTrueAsync(() => program.Process.Output.Contains("Redis:Partitons is no setting of this program", StringComparison.Ordinal), "it is told");
        Assert.Single(program.Process.Output.Split('\n'), line => line.Contains("is no setting", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Kubernetes:Namespaces", "--Kubernetes:Namespaces=good,Bad_One")]
    [InlineData("Kubernetes:Namespaces", "--Kubernetes:Namespaces:0=-")]
    [InlineData("Kubernetes:SilenceSeconds is 'abc'; expected a whole number.", "--Kubernetes:SilenceSeconds=abc")]
    [InlineData("Kubernetes:SilenceSeconds", "--Kubernetes:SilenceSeconds=0")]
    [InlineData("Leader:Name", "--Leader:Name=")]
    [InlineData("Leader:Name", "--Leader:Name=a..b")]
    [InlineData("Keys:Secret", "--Keys:Secret=a.-b")]
    public async Task A_setting_of_Kubernetes_is_named(string key, params string[] settings)
    {
        var config = Path.GetTempFileName();
        await File.WriteAllTextAsync(config, """
            apiVersion: v1
            kind: Config
            current-context: here
            clusters: [{ name: here, cluster: { server: "https://127.0.0.1:1" } }]
            users: [{ name: me, user: { token: none } }]
            contexts: [{ name: here, context: { cluster: here, user: me } }]
            """);
        await using var program = OperatorProgram.Start(NoRedis, settings, new Dictionary<string, string> { ["KUBECONFIG"] = config });
        await EndsNamingAsync(program, key);
        File.Delete(config);
    }

    [Fact]
    public async Task An_address_that_somebody_else_has_is_named()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        await using var program = OperatorProgram.Start(NoRedis, ["--source=directory", "--path=.", $"--urls=http://{taken.LocalEndpoint}"]);
        await EndsNamingAsync(program, $"--urls is 'http://{taken.LocalEndpoint}'");
    }

    [Fact]
    public async Task A_KUBECONFIG_that_leads_nowhere_is_named()
    {
        await using var program = OperatorProgram.Start(NoRedis, [], new Dictionary<string, string> { ["KUBECONFIG"] = "/no/such/file" });
        await EndsNamingAsync(program, "KUBECONFIG names '/no/such/file'");
    }

    [Fact]
    public async Task An_empty_KUBECONFIG_is_named()
    {
        var config = Path.GetTempFileName();
        await using var program = OperatorProgram.Start(NoRedis, [], new Dictionary<string, string> { ["KUBECONFIG"] = config });
        await EndsNamingAsync(program, $"KUBECONFIG names '{config}', which cannot be used: the file is empty");
        File.Delete(config);
    }

    [Fact]
    public async Task Missing_time_zone_data_is_named()
    {
        var nothing = Directory.CreateTempSubdirectory("postrider-no-zones-").FullName;
        await using var program = OperatorProgram.Start(NoRedis, ["--source=directory", "--path=."], new Dictionary<string, string> { ["TZDIR"] = nothing });
        await EndsNamingAsync(program, "The time zone Europe/Berlin cannot be loaded:");
        Directory.Delete(nothing);
    }

    [Fact]
    public async Task A_file_of_settings_that_cannot_be_read_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("postrider-settings-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), "[1]");
        await using var program = OperatorProgram.Start(NoRedis, ["--source=directory", "--path=.", $"--contentRoot={folder}"]);
        await EndsNamingAsync(program, "appsettings.json");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_Redis_that_cannot_take_our_commands_is_named()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var program = OperatorProgram.Start(
            $"{redis.Configuration},defaultDatabase=99", ["--source=directory", $"--path={Checkout.PathOf("config", "samples")}", "--Logging:LogLevel:Default=None"]);
        await EndsNamingAsync(program, "Redis:Configuration cannot serve: ");
    }

    [Fact]
    public async Task Another_number_of_partitions_than_the_stored_one_is_refused()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.Database.HashSetAsync("{reg}cfg", "partitions", 9);
        await using var program = OperatorProgram.Start(redis.Configuration, ["--source=directory", $"--path={Checkout.PathOf("config", "samples")}"]);
        await EndsNamingAsync(program, "Redis:Partitions");
    }

    private static async Task EndsNamingAsync(OperatorProgram program, string key)
    {
        await program.Process.WaitForExitAsync(Eventually.Patience);
        Assert.Equal(1, program.Process.ExitCode);
        Assert.Contains(key, program.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", program.Process.Output, StringComparison.Ordinal);
    }
}
