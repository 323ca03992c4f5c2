using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Options;

namespace OrderService;

/// <summary>Makes the topic when it is missing, before anything else of the service starts. One that is there stays as it is.</summary>
internal sealed class OrderTopic(IConfiguration configuration, IOptions<OrderOptions> options) : IHostedService
{
    private const int Partitions = 3;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var admin = new AdminClientBuilder(configuration.Kafka<AdminClientConfig>()).Build();
        try
        {
            await admin.CreateTopicsAsync([new TopicSpecification { Name = options.Value.Topic, NumPartitions = Partitions }]);
        }
        catch (CreateTopicsException failure) when (failure.Results.All(result => result.Error.Code == ErrorCode.TopicAlreadyExists))
        {
            // Somebody made it before.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
