using System.Net;
using System.Text;
using Postrider.Core.Model;
using Postrider.Dispatcher.Auth.Access;
using Postrider.Dispatcher.Tests.Auth.InCluster;
using Postrider.TestKit.Dispatching;
using Postrider.TestKit.Kubernetes;

namespace Postrider.Dispatcher.Tests.Auth.Access;

/// <summary>Each line of the table holds: a call is let through with exactly what it says, and refused with everything but that.</summary>
[Collection(nameof(KubeGateway))]
public sealed class CellTests(KubeGateway kube) : IAsyncLifetime
{
    private static readonly HttpStatusCode[] Closed = [HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.ServiceUnavailable, HttpStatusCode.InternalServerError];
    private string space = "";

    // In the fields of Rights stands all that can be granted.
    private static IEnumerable<Right> Everything => typeof(Rights).GetFields().Select(known => (Right)known.GetValue(null)!);

    public static TheoryData<int> Numbers => new(Enumerable.Range(0, Cells.All.Count()));

    public async Task InitializeAsync()
    {
        space = await kube.Server.Admin.CreateNamespaceAsync();
        await kube.Declared.TopicAsync(space, "orders", new TopicSubscriber { Name = "one", Url = "https://a.example" });
        await kube.Declared.EndpointAsync(space, "billing", "https://a.example");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task It_is_allowed_with_exactly_that_and_refused_without(int number)
    {
        var cell = Cells.All.ElementAt(number);
        using var with = await kube.WithAsync(space, "with", [cell.Own, .. cell.Besides]);
        var allowed = await SendAsync(with, cell);
        Assert.False(Closed.Contains(allowed.Status), $"{cell}: {allowed.Text}");

        using var without = await kube.WithAsync(space, "without", [.. Everything.Where(right => right != cell.Line.Right).Select(right => new Rule(right.Verb, right.Resource))]);
        var refused = await SendAsync(without, cell);
        Assert.True(refused.Status == HttpStatusCode.Forbidden, $"{cell}: {refused.Text}");
        var name = cell.Own.Name is null ? "" : $" \"{cell.Own.Name}\"";
        Assert.EndsWith($"system:serviceaccount:{space}:without may not {cell.Own.Verb} {cell.Own.Resource}.postrider.dev{name} in the namespace {space}", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_right_is_in_the_table() => Assert.Equal(Everything.Select(right => right.ToString()).Order(), ApiCalls.All.Select(line => line.Right.ToString()).Distinct().Order());

    private static Task<ApiAnswer> SendAsync(PublishApi api, Cell cell) => api.SendAsync(new(cell.Method), cell.Path, Encoding.UTF8.GetBytes(cell.Body), cell.Headers);
}
