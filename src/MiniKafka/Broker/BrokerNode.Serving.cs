using MiniKafka.Broker.Controllers;
using MiniKafka.Broker.FetchSessions;
using MiniKafka.Broker.Handlers;
using MiniKafka.Broker.Logging;
using MiniKafka.Broker.Telemetry;

namespace MiniKafka.Broker;

/// <content>Which requests are served, on which listeners.</content>
internal sealed partial class BrokerNode
{
    private void Serve(NodeController controller)
    {
        var active = controller.Active;
        var warnings = new ClientWarnings(_loggers.Create("MiniKafka.Clients"), _loop.Clock);
        var creation = _creation = new TopicCreation(View, active, controller.Client, _news);
        var sessions = new FetchContexts(new FetchSessionCache(
            View.Config.MaxIncrementalFetchSessionCacheSlots, _loop.Clock, _options.Host.CreateRandom($"fetch sessions {NodeId}")));
        _dispatcher.AddForClients(
            new ProduceHandler(Replicas, View),
            new FetchHandler(Replicas, View, sessions),
            new ListOffsetsHandler(Replicas, View),
            new MetadataHandler(View, creation, warnings),
            new FindCoordinatorHandler(View, creation, _groups.Coordinator, warnings),
            new ApiVersionsHandler(_dispatcher, View, () => controller.Quorum.Log.KRaftVersion),
            new SaslHandshakeHandler(),
            new SaslAuthenticateHandler(),
            new DeleteRecordsHandler(Replicas, View),
            new InitProducerIdHandler(new ProducerIds(View, controller.Client, controller.Service), warnings),
            new OffsetForLeaderEpochHandler(Replicas, View),
            new DescribeConfigsHandler(View, _loggers),
            new DescribeClusterHandler(View),
            new DescribeProducersHandler(Replicas, View),
            new ListConfigResourcesHandler(View),
            new DescribeTopicPartitionsHandler(View));
        _dispatcher.AddForClients(_groups.CreateHandlers());
        _dispatcher.AddForClients(LogDirHandlers.All(_logs, Replicas, _directories!, View));
        _dispatcher.AddForClients(AdministrationHandlers.OfAnyBroker(View));
        var instances = new ClientInstances(View, _loop, _options.Host.CreateRandom($"client instances {NodeId}"));
        _dispatcher.AddUnadvertised(new GetTelemetrySubscriptionsHandler(instances, View), new PushTelemetryHandler(instances, View));
        IRequestHandler[] decided =
        [
            new CreateTopicsHandler(active, View),
            new DeleteTopicsHandler(active),
            new AlterConfigsHandler(active),
            new CreatePartitionsHandler(active),
            new IncrementalAlterConfigsHandler(active),
            .. AdministrationHandlers.OfController(active, View, controller.Quorum),
            .. ControllerHandlers.OfClients(controller.Quorum),
        ];
        decided = [.. decided.Select(handler => new DecidedHandler(handler))];
        _dispatcher.AddForClients(AdministrationHandlers.OfClients(decided, controller.Client, new OwnConfigs(View, _loggers)));
        _dispatcher.AddForControllers([.. controller.Handlers()]);
        _dispatcher.AddForControllers([.. decided.Select(handler => new ActiveOnlyHandler(handler))]);
        _dispatcher.AddForControllers(new DescribeControllersHandler(View, controller.Quorum));
        _dispatcher.AddForControllers(new ApiVersionsHandler(_dispatcher, View, () => controller.Quorum.Log.KRaftVersion));
    }
}
