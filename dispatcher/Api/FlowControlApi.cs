using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Postrider.Core.Model;
using Postrider.Core.Store;
using Postrider.Dispatcher.Auth.Access;
using Postrider.Dispatcher.Protocol;
using Postrider.Dispatcher.Publishing;

namespace Postrider.Dispatcher.Api;

/// <summary><c>/v2/flowControl/{key}</c> and what can be done to a key, which is taken from the raw target: routing would decode and split it.</summary>
internal sealed class FlowControlApi(RequestDelegate next, FlowControlStore keys, AccessControl access, IOptions<LimitsOptions> limits)
{
    private const string Prefix = "/v2/flowControl/";
    private static readonly Refusal NoKey = new(StatusCodes.Status400BadRequest, "flowControlKey: is missing");

    public Task InvokeAsync(HttpContext context)
    {
        var target = PublishTarget.After(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, Prefix);
        if (target is null or "" || target.StartsWith('?'))
        {
            return next(context); // the list
        }

        if (HttpMethods.IsGet(context.Request.Method))
        {
            return ReadAsync(context, FlowControlPath.OfRead(target).Key);
        }

        if (HttpMethods.IsPost(context.Request.Method) || HttpMethods.IsPatch(context.Request.Method) || HttpMethods.IsPut(context.Request.Method))
        {
            return ChangeAsync(context, FlowControlPath.OfChange(target));
        }

        context.Response.Headers.Allow = "GET, POST, PATCH, PUT";
        return ErrorAnswer.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, $"method {context.Request.Method} is not allowed here");
    }

    private async Task ReadAsync(HttpContext context, string key)
    {
        if (await RefusalOfAsync(context, Rights.ReadFlowControl, key).ConfigureAwait(false) is { } forbidden)
        {
            await ErrorAnswer.WriteAsync(context, forbidden).ConfigureAwait(false);
            return;
        }

        var state = await keys.GetAsync(Caller.Of(context).Namespace, key).ConfigureAwait(false);
        await (state is null
            ? ErrorAnswer.WriteAsync(context, NotFound(key))
            : context.Response.WriteAsJsonAsync(new FlowControlView(state), ApiJson.Default.FlowControlView)).ConfigureAwait(false);
    }

    private async Task ChangeAsync(HttpContext context, FlowControlPath path)
    {
        var refusal = ProblemOf(path.Key) ?? await RefusalOfAsync(context, Rights.ChangeFlowControl, path.Key).ConfigureAwait(false) ?? await ChangeAsync(context, path.Key, path.Action).ConfigureAwait(false);
        if (refusal is not null)
        {
            await ErrorAnswer.WriteAsync(context, refusal).ConfigureAwait(false);
        }
    }

    private async Task<Refusal?> ChangeAsync(HttpContext context, string key, string action)
    {
        var ns = Caller.Of(context).Namespace;
        switch (action.ToUpperInvariant())
        {
            case "PAUSE":
                await keys.PauseAsync(ns, key).ConfigureAwait(false);
                return null;
            case "RESUME":
                return await keys.ResumeAsync(ns, key).ConfigureAwait(false) ? null : NotFound(key);
            case "PIN":
                return await PinAsync(context, ns, key).ConfigureAwait(false);
            case "UNPIN":
                return await UnpinAsync(context, ns, key).ConfigureAwait(false);
            case "RESETRATE" or "RESET":
                return await keys.ResetRateAsync(ns, key).ConfigureAwait(false) ? null : NotFound(key);
            default:
                return new(StatusCodes.Status404NotFound, $"{context.Request.Path} not found");
        }
    }

    private async Task<Refusal?> PinAsync(HttpContext context, string ns, string key)
    {
        var (pin, refusal) = FlowPinReader.ReadPin(context.Request.Query, limits.Value);
        if (refusal is null)
        {
            await keys.PinAsync(ns, key, pin).ConfigureAwait(false);
        }

        return refusal;
    }

    private async Task<Refusal?> UnpinAsync(HttpContext context, string ns, string key)
    {
        var (parallelism, rate, refusal) = FlowPinReader.ReadUnpin(context.Request.Query);
        return refusal is not null || await keys.UnpinAsync(ns, key, parallelism, rate).ConfigureAwait(false) ? refusal : NotFound(key);
    }

    private ValueTask<Refusal?> RefusalOfAsync(HttpContext context, Right right, string key) =>
        access.RefusalOfAsync(Caller.Of(context), new AccessRequest(right, key, Caller.Of(context).Namespace));

    private static Refusal? ProblemOf(string key) =>
        key.Length == 0 ? NoKey
        : HeaderText.ProblemOf(key) is { } problem ? new(StatusCodes.Status400BadRequest, $"flowControlKey: {problem}")
        : Encoding.UTF8.GetByteCount(key) > MessageRoute.MaxFlowKeyLength ? new(StatusCodes.Status400BadRequest, $"flowControlKey: longer than {MessageRoute.MaxFlowKeyLength} bytes")
        : null;

    private static Refusal NotFound(string key) => new(StatusCodes.Status404NotFound, $"flow-control key {key} not found");
}
