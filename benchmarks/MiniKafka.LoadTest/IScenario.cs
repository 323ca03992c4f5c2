namespace MiniKafka.LoadTest;

/// <summary>One whole-system measurement. Subjects take turns within one run, so that the machine is the same for all.</summary>
internal interface IScenario
{
    string Name { get; }

    string Description { get; }

    Task RunAsync(ScenarioOptions options, FigureWriter figures);
}
