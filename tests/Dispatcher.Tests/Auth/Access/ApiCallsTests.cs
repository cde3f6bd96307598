using Microsoft.AspNetCore.Builder;
using Postrider.Dispatcher.Auth.Access;
using Postrider.TestKit;

namespace Postrider.Dispatcher.Tests.Auth.Access;

public sealed class ApiCallsTests
{
    [Fact]
    public void The_page_is_the_table()
    {
        var page = File.ReadAllLines(Checkout.PathOf("docs", "authorization.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains("` /v2/", StringComparison.Ordinal));
        Assert.Equal(ApiCalls.All.Select(LineOf), page);
    }

    [Fact]
    public void A_route_that_is_not_in_the_table_does_not_start()
    {
        var application = WebApplication.CreateSlimBuilder().Build();
        var routes = application.MapGroup("");
        routes.MapGet("/v2/new", () => "");
        Assert.Contains("GET /v2/new", Assert.Throws<InvalidOperationException>(() => ApiCalls.Attach(routes, application)).Message, StringComparison.Ordinal);
    }

    private static string LineOf(ApiCall call) =>
        $"| `{call.Methods.Replace(" ", "`, `", StringComparison.Ordinal)}` {call.Path} | {call.When} | `{call.Right.Verb}` | `{call.Right.Resource}` | {NameOf(call)} |";

    private static string NameOf(ApiCall call) => call.Name?.StartsWith('{') == true ? $"`{call.Name}`" : call.Name ?? "";
}
