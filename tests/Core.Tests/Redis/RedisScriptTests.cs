using System.Reflection;
using Postrider.Core.Redis;
using Postrider.Core.Store;
using Postrider.Core.Tests.Store;

namespace Postrider.Core.Tests.Redis;

public sealed class RedisScriptTests : StoreTest
{
    private static readonly RedisScript[] Catalogue =
        [.. typeof(RedisScripts).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (RedisScript)field.GetValue(null)!)];

    [Fact]
    public void Every_embedded_script_is_in_the_catalogue()
    {
        var embedded = typeof(RedisScript).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".lua", StringComparison.Ordinal) && !name.StartsWith("includes/", StringComparison.Ordinal)).Select(name => name[..^4]);
        Assert.Equal(embedded.Order(StringComparer.Ordinal), Catalogue.Select(script => script.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_script_opens_with_its_contract_and_takes_its_includes_in() => Assert.All(Catalogue, script =>
    {
        Assert.StartsWith("#!lua", script.Text, StringComparison.Ordinal);
        Assert.Contains("-- KEYS[1]", script.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("@include", script.Text, StringComparison.Ordinal);
    });

    [Fact]
    public void No_script_sees_more_than_the_one_key_of_its_partition() =>
        Assert.All(Catalogue, script => Assert.DoesNotContain("KEYS[2]", script.Text, StringComparison.Ordinal));

    [Fact]
    public async Task A_redis_that_forgot_the_scripts_is_told_again()
    {
        var session = TestMessage.NewSession();
        var id = await PublishToAsync("a.example");
        await Redis.Database.ExecuteAsync("SCRIPT", "FLUSH");
        var lease = await LeaseOneAsync(session);
        await Redis.Database.ExecuteAsync("SCRIPT", "FLUSH");
        Assert.True(await SettleAsync(session, new Settlement.Delivered(lease)));
        Assert.Equal(id, lease.Message.Id);
    }
}
