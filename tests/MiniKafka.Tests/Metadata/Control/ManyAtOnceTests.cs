using MiniKafka.Configuration.Changes;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.Tests.Metadata.Control;

/// <summary>Commands with very many entries look at each of them a few times.</summary>
public sealed class ManyAtOnceTests
{
    private const int Many = 1000;
    private const int Few = 10;

    [Fact]
    public void Topics_that_are_deleted_together()
    {
        var control = new DeletionControl(TestImage.Defaults());
        var byName = new CountingList<TopicSelector>([.. Enumerable.Range(0, Many).Select(number => new TopicSelector($"t{number}", Uuid.Zero))]);
        Assert.Equal(Many, control.Delete(TestImage.Of(1), byName).Response.Count);
        var byId = new CountingList<TopicSelector>([.. Enumerable.Range(1, Many).Select(number => new TopicSelector(null, new Uuid(5, (ulong)number)))]);
        Assert.Equal(Many, control.Delete(TestImage.Of(1), byId).Response.Count);
        Assert.All([byName.Looks, byId.Looks], looks => Assert.InRange(looks, Many, Few * Many));
    }

    [Fact]
    public void Configurations_that_are_changed_together()
    {
        var alterations = new CountingList<ConfigAlteration>(
        [
            .. Enumerable.Range(0, Many).Select(number => new ConfigAlteration(
                new ConfigResource(ConfigResourceType.Topic, $"t{number}"), [new ConfigChange("retention.ms", ConfigOperation.Set, "1")])),
        ]);
        Assert.Equal(Many, new ConfigControl(TestImage.Defaults()).Alter(TestImage.Of(1), alterations, validateOnly: true).Response.Count);
        Assert.InRange(alterations.Looks, Many, Few * Many);
    }
}
