namespace Postrider.Dispatcher.Api;

/// <summary>The gateway holds as much of requests as it may; nothing of this one was accepted.</summary>
internal sealed class GatewayFullException() : Exception("the gateway holds as many bytes of other requests as it may; try again");
