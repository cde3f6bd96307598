using Postrider.Core.Model;
using ApiTarget = Postrider.Operator.Api.CallbackTarget;

namespace Postrider.Operator.Controllers;

/// <summary>Turns who is to be told of outcomes into the dispatchers' form.</summary>
internal static class CallbackTranslator
{
    public static CallbackTarget? Translate(ApiTarget? target) =>
        target is null ? null : new CallbackTarget { Url = target.Url, Endpoint = target.EndpointRef?.Name };
}
