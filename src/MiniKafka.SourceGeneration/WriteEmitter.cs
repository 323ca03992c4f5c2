namespace MiniKafka.SourceGeneration;

/// <summary>Writes the body of a Write method, which follows a Measure of the same version.</summary>
internal sealed class WriteEmitter(CodeWriter code, MessageShape shape)
{
    public void Emit(StructModel type)
    {
        foreach (var (versions, fields) in MessageShape.Groups(type))
        {
            var condition = shape.Condition(versions);
            if (condition.Length > 0)
            {
                code.Open($"if ({condition})");
            }

            fields.ForEach(EmitField);
            if (condition.Length > 0)
            {
                code.Close();
            }
        }

        EmitTags(MessageShape.Tagged(type));
    }

    private void EmitTags(FieldModel[] tagged)
    {
        if (shape.NeverFlexible)
        {
            return;
        }

        if (!shape.AlwaysFlexible)
        {
            code.Open($"if ({shape.Compact})");
        }

        if (tagged.Length == 0)
        {
            code.Line("writer.WriteUnsignedVarint(0);");
        }
        else
        {
            EmitTagged(tagged);
        }

        if (!shape.AlwaysFlexible)
        {
            code.Close();
        }
    }

    private void EmitTagged(FieldModel[] tagged)
    {
        code.Line("uint tags = 0;");
        foreach (var field in tagged)
        {
            code.Open($"if ({MeasureEmitter.IsWritten(shape, field)})");
            code.Line("tags++;");
            code.Close();
        }

        code.Line("writer.WriteUnsignedVarint(tags);");
        foreach (var field in tagged)
        {
            code.Open($"if ({MeasureEmitter.IsWritten(shape, field)})");
            code.Line($"writer.WriteTag({field.Rules.Tag}, {MeasureEmitter.TagLength(field)});");
            EmitField(field);
            code.Close();
        }
    }

    private void EmitField(FieldModel field)
    {
        if (field.IsList)
        {
            EmitList(field);
        }
        else if (field.Type == FieldType.Struct)
        {
            EmitSingleStruct(field);
        }
        else
        {
            code.Line(Value(field, field.Name));
        }
    }

    private void EmitSingleStruct(FieldModel field)
    {
        var tagged = field.Rules.Tag >= 0;
        if (!field.IsNullable)
        {
            code.Line($"{field.Name}.Write(ref writer, version);");
            return;
        }

        if (!tagged || field.Rules.WireNull)
        {
            var marker = tagged
                ? $"writer.WriteUnsignedVarint({field.Name} is null ? 0u : 1u);"
                : $"writer.WriteInt8({field.Name} is null ? (sbyte)-1 : (sbyte)1);";
            var condition = MessageShape.NullCondition(field);
            if (condition.Length > 0)
            {
                code.Open($"if ({condition})");
                code.Line(marker);
                code.Close();
            }
            else
            {
                code.Line(marker);
            }
        }

        code.Line($"{field.Name}?.Write(ref writer, version);");
    }

    private void EmitList(FieldModel field)
    {
        var compact = shape.CompactOf(field);
        if (field.IsNullable)
        {
            code.Open($"if ({field.Name} is null)");
            code.Line($"writer.WriteNullCount({compact});");
            code.Close();
            code.Open("else");
        }

        code.Line($"writer.WriteCount({field.Name}.Count, {compact});");
        code.Open($"foreach (var item in {field.Name})");
        code.Line(field.Type == FieldType.Struct ? "item.Write(ref writer, version);" : Value(field, "item"));
        code.Close();
        if (field.IsNullable)
        {
            code.Close();
        }
    }

    private string Value(FieldModel field, string value) => field.Type is FieldType.String or FieldType.Bytes or FieldType.Records
        ? $"writer.Write{field.Type}({value}, {shape.CompactOf(field)});"
        : $"writer.Write{field.Type}({value});";
}
