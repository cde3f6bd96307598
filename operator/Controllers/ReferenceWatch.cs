using Postrider.Core.Model;
using Postrider.Operator.Runtime;
using Postrider.Operator.Sources;

namespace Postrider.Operator.Controllers;

/// <summary>Has resources looked at again when something that they refer to appeared, changed or went, in the source or in Redis.</summary>
internal sealed class ReferenceWatch(
    IResourceSource source, LiveDefinitions<EndpointDefinition> endpoints, LiveDefinitions<TopicDefinition> topics, ReferenceIndex index, IEnumerable<IControllerLoop> loops)
{
    private readonly Dictionary<ResourceKind, IControllerLoop> byKind = loops.ToDictionary(loop => loop.Kind);

    /// <summary>Watches until the result is disposed of.</summary>
    public IDisposable Start()
    {
        source.Secrets.Changed += RequeueOfSecret;
        source.ConfigMaps.Changed += RequeueOfConfigMap;
        source.Topics.Changed += RequeueOfTopic;
        topics.Changed += RequeueOfTopic;
        source.Endpoints.Changed += RequeueOfEndpoint;
        endpoints.Changed += RequeueOfEndpoint;
        return new Subscription(Stop);
    }

    // The source outlives us.
    private void Stop()
    {
        source.Secrets.Changed -= RequeueOfSecret;
        source.ConfigMaps.Changed -= RequeueOfConfigMap;
        source.Topics.Changed -= RequeueOfTopic;
        source.Endpoints.Changed -= RequeueOfEndpoint;
    }

    private void RequeueOfSecret(ResourceName secret) => Requeue(Reference.ToSecret(secret));

    private void RequeueOfConfigMap(ResourceName map) => Requeue(Reference.ToConfigMap(map));

    private void RequeueOfTopic(ResourceName topic) => Requeue(Reference.ToTopic(topic));

    private void RequeueOfEndpoint(ResourceName endpoint)
    {
        Requeue(Reference.ToEndpoint(endpoint));
        Requeue(Reference.ToEndpointsOf(endpoint.Namespace));
    }

    private void Requeue(Reference target)
    {
        foreach (var referrer in index.ReferrersOf(target))
        {
            byKind[referrer.Kind].Requeue(referrer.Name);
        }
    }
}
