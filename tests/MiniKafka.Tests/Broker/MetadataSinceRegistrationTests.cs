using MiniKafka.Broker;
using MiniKafka.Configuration;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;

namespace MiniKafka.Tests.Broker;

public sealed class MetadataSinceRegistrationTests
{
    [Fact]
    public void What_the_log_says_of_an_earlier_process_is_not_acted_upon()
    {
        var view = new ClusterView(1, "cluster", BrokerConfigLayers.FromProperties([]));
        var metadata = new MetadataSinceRegistration(view, incarnation: new Uuid(1, 2));
        var seen = new List<ImageChanges>();
        metadata.Published += seen.Add;

        var earlier = With(ClusterImage.Empty, new Uuid(1, 1));
        metadata.Publish(new ImageChanges(ClusterImage.Empty, earlier), 5);
        Assert.Empty(seen);
        Assert.Equal(5, view.ImageOffset);

        var own = With(earlier, new Uuid(1, 2));
        metadata.Publish(new ImageChanges(earlier, own), 6);
        Assert.Equal(new ImageChanges(ClusterImage.Empty, own), Assert.Single(seen));
        metadata.Publish(new ImageChanges(own, earlier), 7);
        Assert.Equal(new ImageChanges(own, earlier), seen[1]);
    }

    private static ClusterImage With(ClusterImage image, Uuid incarnation) => image with
    {
        Brokers = image.Brokers.SetItem(1, new BrokerRegistration { Id = 1, Epoch = 3, IncarnationId = incarnation, Endpoints = [] }),
    };
}
