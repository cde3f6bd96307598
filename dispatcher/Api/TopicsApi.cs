using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Postrider.Core.Model;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Topics;

namespace Postrider.Dispatcher.Api;

/// <summary><c>/v2/topics</c>: URL groups, and Topic resources to read.</summary>
internal static class TopicsApi
{
    private const string One = "/v2/topics/{name}";
    private const string Members = One + "/endpoints";
    private const int MaxBodyBytes = 1024 * 1024;
    private static readonly string[] Writing = ["POST", "PUT", "PATCH"];

    public static void MapTopics(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/topics", ListAsync);
        routes.MapGet(One, GetAsync);
        routes.MapDelete(One, DeleteAsync);
        routes.MapMethods(One, Writing, SetHeadersAsync);
        routes.MapMethods(Members, Writing, AddAsync);
        routes.MapDelete(Members, RemoveAsync);
    }

    private static async Task ListAsync(HttpContext context, TopicService topics)
    {
        var found = await topics.ListAsync(Caller.Of(context).Namespace).ConfigureAwait(false);
        await context.Response.WriteAsJsonAsync(found, ApiJson.Default.IReadOnlyListTopicView).ConfigureAwait(false);
    }

    private static async Task GetAsync(HttpContext context, string name, TopicService topics)
    {
        var found = NameRules.ProblemOf(name) is null ? await topics.FindAsync(NameOf(context, name)).ConfigureAwait(false) : null;
        await (found is null
            ? ErrorAnswer.WriteAsync(context, StatusCodes.Status404NotFound, $"URL group {name} not found")
            : context.Response.WriteAsJsonAsync(found, ApiJson.Default.TopicView)).ConfigureAwait(false);
    }

    private static Task DeleteAsync(HttpContext context, string name, TopicService topics) =>
        ChangeAsync(context, name, _ => topics.DeleteAsync(NameOf(context, name), context.RequestAborted));

    private static Task SetHeadersAsync(HttpContext context, string name, TopicService topics) => ChangeAsync(context, name, async body =>
    {
        var (headers, refusal) = TopicHeaders.Read(body);
        return headers is null ? refusal : await topics.SetHeadersAsync(NameOf(context, name), headers, context.RequestAborted).ConfigureAwait(false);
    });

    private static Task AddAsync(HttpContext context, string name, TopicService topics, IHostEnvironment environment) => ChangeAsync(context, name, async body =>
    {
        var (members, refusal) = new TopicMembersReader(environment.IsDevelopment()).Read(body, toAdd: true);
        return members is null ? refusal : await topics.AddAsync(NameOf(context, name), members, context.RequestAborted).ConfigureAwait(false);
    });

    private static Task RemoveAsync(HttpContext context, string name, TopicService topics, IHostEnvironment environment) => ChangeAsync(context, name, async body =>
    {
        var (members, refusal) = new TopicMembersReader(environment.IsDevelopment()).Read(body, toAdd: false);
        return members is null ? refusal : await topics.RemoveAsync(NameOf(context, name), members, context.RequestAborted).ConfigureAwait(false);
    });

    private static async Task ChangeAsync(HttpContext context, string name, Func<byte[], Task<Refusal?>> change)
    {
        var refusal = NameRules.ProblemOf(name) is { } problem ? new Refusal(StatusCodes.Status400BadRequest, $"name: {problem}")
            : await RequestBody.ReadAsync(context.Request, MaxBodyBytes).ConfigureAwait(false) is { } body ? await change(body).ConfigureAwait(false)
            : new Refusal(StatusCodes.Status413PayloadTooLarge, $"a change of a URL group holds at most {MaxBodyBytes} bytes");
        if (refusal is not null)
        {
            await ErrorAnswer.WriteAsync(context, refusal).ConfigureAwait(false);
        }
    }

    private static ResourceName NameOf(HttpContext context, string name) => new(Caller.Of(context).Namespace, name);
}
